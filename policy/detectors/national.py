"""Identity, tax, health and insurance numbers of many countries, in the groups in which their papers print them.

The check digit is looked at by python-stdnum and only raises the score. Numbers of digits alone need no shape here: any run of seven
digits or more is masked by `numbers.digit_runs`, whatever it is; what stands here gives them their right name where the groups tell it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from keepmum.policy.category import Category
from keepmum.policy.detectors.pattern import END, START, Shape, shape

_VOWELLESS = "[0-9LMNPQRSTUV]"  # the letters that stand for digits where two Italian codes would be one


def _checked(*modules: str) -> Callable[[re.Match[str]], float]:
    """Return a check that believes a number more when one of stdnum's ``modules`` does, and less but still when none does."""

    def check(match: re.Match[str]) -> float:
        from importlib import import_module

        compact = re.sub(r"[^0-9A-Za-z]", "", match[0]).upper()
        valid = any(import_module(f"stdnum.{module}").is_valid(compact) for module in modules)
        if match[0].isdigit():  # nothing but its check digit tells it from any other; `digit_runs` masks it all the same
            return 1.0 if valid else 0.0
        return 1.0 if valid else 0.7

    return check


def _number(pattern: str, *modules: str, case: bool = False) -> Shape:
    """Return the shape of an identity number; edges are added."""
    return shape(Category.ID_NUMBER, START + pattern + END, case=case, check=_checked(*modules) if modules else None)


NATIONAL = (
    _number(r"[0-9]{3}([\- .])[0-9]{2}\1[0-9]{4}", "us.ssn", "us.itin"),  # United States
    _number(r"[A-Z]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[A-D]"),  # United Kingdom
    _number(r"(?=9{0,4}[A-Z])[A-Z9]{5}[0-9]{6}[A-Z9]{2}[0-9A-Z]{3}(?: ?[0-9]{2})?"),  # driving licence, United Kingdom
    _number(r"[12]([ .]?)[0-9]{2}\1(?:0[1-9]|1[0-2]|[2-9][0-9])\1(?:[0-9]{2}|2[AB])\1[0-9]{3}\1[0-9]{3}(?:[ .]?[0-9]{2})?", "fr.nir"),
    _number(
        r"(?:[0-9]{8}|[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}|[XYZ][ \-]?[0-9]{7}|[XYZ][ \-]?[0-9]\.[0-9]{3}\.[0-9]{3})[ \-]?[A-Z]",
        "es.nif",
        "es.nie",
    ),
    _number(
        rf"[A-Z]{{3}} ?[A-Z]{{3}} ?{_VOWELLESS}{{2}}[A-EHLMPRST]{_VOWELLESS}{{2}} ?[A-Z]{_VOWELLESS}{{3}}[A-Z]",
        "it.codicefiscale",
    ),
    _number(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}[ \-.][0-9]{3}[ \-.][0-9]{2}", "be.nn"),
    _number(r"[0-9]{6}(?:[0-9]{2})?[ ]?[\-+A][ ]?[0-9]{3}[0-9A-Z]", "se.personnummer", "fi.hetu", "dk.cpr", case=True),
    _number(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}[\-/ ][0-9]{2}", "br.cpf"),
    _number(r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}/[0-9]{4}-[0-9]{2}", "br.cnpj"),
    _number(r"[A-Z]{5} ?[0-9]{4} ?[A-Z]", "in_.pan"),
    _number(r"[A-Z]{3}[0-9]{7}", case=True),  # voters of India, and several countries' passports
    _number(r"[STFGM][0-9]{7}[A-Z]"),  # Singapore
    _number(r"[0-9]{6}[\- ][1-8][0-9]{6}", "kr.rrn"),
    _number(r"756[. ][0-9]{4}[. ][0-9]{4}[. ][0-9]{2}", "ch.ssn"),
    _number(r"[0-9]{7}[A-W][ABWTI]?", "ie.pps", case=True),
    _number(r"[A-Z][0-9]{8,9}", "tw.ubn", case=True),  # Taiwan, passports
    _number(r"[0-9]{6}/[0-9]{3,4}", "cz.rc"),
    _number(r"[0-9]{3}-[0-9]{3}-[0-9]{3}[ \-][0-9]{2}"),  # Russia's insurance number
    _number(r"[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", "mx.curp"),
    _number(r"[A-Z&]{3,4}[0-9]{6}[0-9A-Z]{3}", "mx.rfc", case=True),
    _number(r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-[0-9K]", "cl.rut"),
    _number(r"[0-9]{2}-[0-9]{8}-[0-9]", "ar.cuit"),
    _number(r"[0-9]{5}-[0-9]{7}-[0-9]"),  # Pakistan
    _number(r"[0-9]{6}-[0-9]{2}-[0-9]{4}", "my.nric"),
    _number(r"[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]", "th.pin"),
    _number(r"[0-9]{10}[A-Z]{2}[0-9]"),  # Iceland, New Zealand and others, with letters near the end
    _number(r"[A-Z]{3}[ \-][0-9]{3}[ \-][0-9]{3}"),
    _number(r"(?=[0-9]{0,8}[A-Z])[CFGHJKLMNPRTVWXYZ0-9]{9}[0-9]D?", case=True),  # Germany's card
)
"""Numbers whose letters or groups say of which country they are."""

_WORD = (
    r"(?:passports?|driv(?:er'?s?|ing)(?: ?'?s)? licen[cs]es?|licen[cs]e|national insurance|national id(?:entity)?|social security|"
    r"social insurance|identity card|id card|ssn|itin|nino|nhs|medicare|medicaid|tax(?:payer)? id|tin|ein|vat|visa|permit|green card|"
    r"alien|aadhaar|aadhar|uidai|pan(?: card)?|sin|tfn|bsn|burgerservicenummer|steuer-?(?:id|nummer|identifikationsnummer)|idnr|"
    r"personalausweis|reisepass|führerschein|ahv|avs|sozialversicherungsnummer|rentenversicherungsnummer|svnr|"
    r"numéro de sécurité sociale|sécurité sociale|nir|passeport|permis de conduire|carte d'identité|codice fiscale|passaporto|patente|"
    r"dni|nie|nif|pasaporte|seguridad social|cpf|rg|cnh|pesel|dowód|paszport|personnummer|fødselsnummer|cpr|hetu|henkilötunnus|nric|"
    r"fin|mykad|rrn|my ?number|curp|rut|cuit|cuil|cnic|nik|ktp|nida|pps(?:n| number)?|rodné číslo|cnp|egn|jmbg|oib|emšo|snils|inn|"
    r"t\.?c\.? kimlik|tckn|teudat zehut|mobility card|health card|insurance(?: policy)?|voter(?: id)?|ration card)"
)
_SAYS = (
    r"(?:\s{0,2}(?:card|numbers?|nos?\.?|nr\.?|núm(?:ero)?|número|numéro|n°|#|id|code|ref(?:erence)?|is|was|are|ist|est|es|è|:|=|"
    r"lautet|called|it'?s)){0,4}"
)

PAPERS = (
    shape(
        Category.ID_NUMBER,
        rf"(?<![A-Za-z]){_WORD}(?![A-Za-z]){_SAYS}\s{{0,2}}[\"'(]?"
        r"(?P<it>(?=[A-Za-z\-/. <]{0,9}[0-9])[A-Za-z0-9<]{1,44}"
        r"(?:[\-/._ ](?=[A-Za-z]{0,3}[0-9]|[A-Za-z](?![A-Za-z]))[A-Za-z0-9]{1,24}){0,8})" + END,
        check=lambda match: 0.9 if sum(char.isdigit() for char in match["it"]) >= 4 else 0.0,
    ),
)
"""Whatever a word for a paper stands before."""
