"""Fetches veraPDF, the validator of PDF/A and PDF/UA, into this checkout: verapdf.py TARGET.jar

It is one file of Maven Central (GPL-3.0-or-later or MPL-2.0; it runs beside the tests and is no part of Selo), and is
taken only when its SHA-256 is the one written here. MAVEN_CENTRAL names a mirror.
"""

import hashlib
import os
import pathlib
import sys
import urllib.error
import urllib.request

VERSION = "1.28.2"
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
CENTRAL = os.environ.get("MAVEN_CENTRAL", "https://repo1.maven.org/maven2").rstrip("/")
URL = f"{CENTRAL}/org/verapdf/apps/greenfield-apps/{VERSION}/greenfield-apps-{VERSION}.jar"


def main(target):
    try:
        with urllib.request.urlopen(URL, timeout=120) as answer:
            jar = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        sys.exit(f"veraPDF could not be fetched from {URL}: {error}. MAVEN_CENTRAL may name a mirror.")
    if hashlib.sha256(jar).hexdigest() != SHA256:
        sys.exit(f"what {URL} gave is not veraPDF {VERSION} as it was when it was chosen")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(jar)
    part.rename(target)


main(pathlib.Path(sys.argv[1]))
