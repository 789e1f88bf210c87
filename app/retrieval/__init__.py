"""Finds sections: by meaning and by words, fused. Never decides a payer, a period or a date."""
