"""What the generated set's labels, keepmum's categories and Presidio's entities are called in the redaction benchmark."""

from __future__ import annotations

LABELS = {
    "PERSON": "PERSON",
    "ADDRESS": "PLACE",
    "LOCATION": "PLACE",
    "ORGANIZATION": "ORGANISATION",
    "CREDIT_CARD": "CARD",
    "PHONE_NUMBER": "PHONE",
    "DATE_TIME": "DATE",
    "EMAIL_ADDRESS": "EMAIL",
    "US_SSN": "ID",
    "US_DRIVER_LICENSE": "ID",
    "IBAN_CODE": "IBAN",
    "DOMAIN_NAME": "URL",
    "IP_ADDRESS": "IP",
    "TITLE": "",
    "PREFIX": "",
}
"""The generated set's labels in this benchmark's types; empty: ignored, whether masked or not."""

KEEPMUM = {
    "person": "PERSON",
    "place": "PLACE",
    "address": "PLACE",
    "organisation": "ORGANISATION",
    "card": "CARD",
    "phone": "PHONE",
    "age": "DATE",  # a date of birth is an age to keepmum
    "date": "DATE",
    "time": "DATE",
    "email": "EMAIL",
    "id_number": "ID",
    "iban": "IBAN",
    "url": "URL",
    "ip": "IP",
}
"""keepmum's categories in this benchmark's types; the others are types of their own."""

PRESIDIO = {
    "PERSON": "PERSON",
    "LOCATION": "PLACE",
    "ORGANIZATION": "ORGANISATION",
    "CREDIT_CARD": "CARD",
    "PHONE_NUMBER": "PHONE",
    "DATE_TIME": "DATE",
    "EMAIL_ADDRESS": "EMAIL",
    "US_SSN": "ID",
    "US_DRIVER_LICENSE": "ID",
    "IBAN_CODE": "IBAN",
    "URL": "URL",
    "IP_ADDRESS": "IP",
}
"""Presidio's entities in this benchmark's types; the others are types of their own."""
