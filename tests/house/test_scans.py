"""What must never be committed is found, and what only looks like it is left alone."""

import find_addresses
import find_secrets
import pytest

SECRETS = [
    "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 2,
    'KEY = "-----BEGIN ' + 'PRIVATE KEY-----\\n"\n"' + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 2,
    "key = AKIA" + "IOSFODNN7EXAMPLE",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "ghp_" + "a" * 36,
    "postgresql://bodega:" + "hunter22hunter@db.example.com/bodega",
    "admin_password = " + '"letmein-2026"',
    "BODEGA_MASTER_KEY = " + '"3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8="',
]
HARMLESS = [
    "-----BEGIN PRIVATE KEY-----",
    "password = form.secret('password')",
    'password = "change-me"',
    "postgresql://user:password@host/bodega",
    "postgresql://{user}@{host}/bodega",
    'Setting(label=Text("Key", "密钥"), secret=True)',
]
ADDRESSES = [
    "https://pypi" + ".org/simple",
    "/home/" + "mei/bodega",
    "/Users/" + "mei/bodega",
    "C:\\\\Us" + "ers\\mei",
]


@pytest.mark.parametrize("text", SECRETS)
def test_what_looks_like_a_secret_is_found(text, tmp_path, monkeypatch):
    assert len(_secrets(text, tmp_path, monkeypatch)) == 1


@pytest.mark.parametrize("text", HARMLESS)
def test_what_opens_nothing_is_left_alone(text, tmp_path, monkeypatch):
    assert _secrets(text, tmp_path, monkeypatch) == []


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_of_somebodys_own_is_found(text, tmp_path, monkeypatch):
    file = tmp_path / "notes.md"
    file.write_text(f"first\nsee {text}\n", "utf-8")
    monkeypatch.setattr(find_addresses, "named", lambda path: path.name)
    (found,) = find_addresses.addresses_in(file)
    assert found.startswith("notes.md:2: ")


def test_a_folder_that_the_product_makes_is_no_such_address(tmp_path, monkeypatch):
    file = tmp_path / "notes.md"
    file.write_text("sockets lie in /tmp/bodega-x1y2 and data in ~/.local/share/bodega", "utf-8")
    monkeypatch.setattr(find_addresses, "named", lambda path: path.name)
    assert find_addresses.addresses_in(file) == []


def _secrets(text, folder, monkeypatch):
    file = folder / "settings.py"
    file.write_text(f"# a file\n{text}\n", "utf-8")
    monkeypatch.setattr(find_secrets, "named", lambda path: path.name)
    return find_secrets.secrets_in(file)
