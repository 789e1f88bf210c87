"""The chat in the browser: Streamlit, and nothing but showing."""
