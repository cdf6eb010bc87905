"""With a client of openapi-python-client: sign in, the certificates, one PDF, and what its code verifies.

What is imported from `selo_client` was generated from the OpenAPI document; `run.py` says where it lies."""
import hashlib
import os

from selo_client import AuthenticatedClient, Client
from selo_client.api.login import post_entrar
from selo_client.api.show_certificates import get_certificados, get_certificados_id_pdf
from selo_client.api.verify import get_v_code, post_verificar
from selo_client.models import Begun, CardsPage, Done, Enter, FoundPage, Problem, Question

URL = os.environ["SELO_URL"]


def main():
    stranger = Client(base_url=URL)
    # Nothing is said of what is wanted: JSON was sent, so JSON comes back, whether it is right or wrong.
    wrong = post_entrar.sync_detailed(client=stranger, body=Enter(os.environ["SELO_CPF"], "outra coisa 1"))
    assert wrong.status_code == 401 and isinstance(wrong.parsed, Problem), wrong
    entered = post_entrar.sync(client=stranger, body=Enter(os.environ["SELO_CPF"], os.environ["SELO_PASSWORD"]))
    assert isinstance(entered, Begun), entered

    holder = AuthenticatedClient(base_url=URL, token=entered.token)
    mine = get_certificados.sync(client=holder)
    assert isinstance(mine, CardsPage) and mine.cards, mine
    certificate = mine.cards[0].pdf_path.split("/")[2]
    paper = get_certificados_id_pdf.sync(certificate, client=holder).payload.read()
    assert paper.startswith(b"%PDF-"), paper[:20]

    sha256 = hashlib.sha256(paper).hexdigest()
    asked = post_verificar.sync(client=stranger, body=Question(sha256=sha256))
    assert isinstance(asked, Done), asked
    code = asked.location.split("?")[0].split("/")[2]
    reader = stranger.with_headers({"Accept": "application/json"})
    found = get_v_code.sync(code, client=reader, sha256=sha256)
    assert isinstance(found, FoundPage), found
    assert found.status == "valid" and found.file_matches is True, found
    print(f"openapi-python-client: {len(paper)} bytes of PDF, verified by their code")


main()
