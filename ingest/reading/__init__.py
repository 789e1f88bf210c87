"""Any agreement as received (text, PDF, scan, DOCX, HTML) read into pages, sections and notes, with what was found."""
