"""What refuses has to refuse: the preflight of a deployment, and the list of skips."""
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "infra")]
import preflight  # noqa: E402
from finding import Finding, Skips  # noqa: E402

RIGHT = {"PublicUrl": "https://certificados.ufpe.br", "Sender": "nao-responda@ufpe.br", "SenderIdentity": "ufpe.br"}


def said(**changed):
    values = {name: value for name, value in (RIGHT | changed).items() if value is not None}
    return list(preflight.faults(preflight.parameters(), values))


class Preflight(unittest.TestCase):
    def test_a_right_deployment_goes_on(self):
        self.assertEqual(said(), [])
        self.assertEqual(said(Sender="selo@mail.ufpe.br", LimitResendSource="30", SenderIdentityIs="elsewhere"), [])

    def test_what_is_missing_is_asked_for(self):
        [sentence] = said(Sender=None)
        self.assertEqual(sentence, "Sender is missing: The address that every mail is from.")

    def test_what_is_unusable_is_refused_with_the_templates_sentence(self):
        for name, value in {"PublicUrl": "https://certificados.ufpe.br/", "SweepRate": "rate(1 hour)", "LimitResendSource": "0",
                            "LogDays": "31", "SecretRate": "201", "LimitVisitorAllMin": "3001", "RefusalSurge": "100001",
                            "DisableExecuteApiEndpoint": "yes", "DeadLetterSeconds": "1209601", "Architecture": "mips", "MailsPerSecond": "2.5",
                            "AlarmTopicArn": "alarmes", "Brand": "<b>"}.items():
            [sentence] = said(**{name: value})
            self.assertRegex(sentence, f"^{name} must be .*[.]$")

    def test_a_sender_that_its_identity_does_not_cover_is_refused(self):
        for sender in ("selo@ufrj.br", "selo@nufpe.br"):
            self.assertIn("does not cover", said(Sender=sender)[0])

    def test_a_misspelt_parameter_is_refused(self):
        self.assertEqual(said(Brnad="Selo"), ["Brnad is no parameter of template.yaml."])

    def test_a_ceiling_or_a_surge_that_throttling_hides_is_refused(self):
        for name, changed in {
            "LimitVisitorAllMin": {"LimitVisitorAllMin": "3000"},
            "VisitorLookupSurge": {"VisitorLookupSurge": "600"},
            "LoginFailureSurge": {"LoginFailureSurge": "3000", "SecretRate": "10", "RefusalSurge": "2999"},
            "RefusalSurge": {"RefusalSurge": "3000", "SecretRate": "10"},
        }.items():
            [sentence] = said(**changed)
            self.assertRegex(sentence, f"^{name} .*is never reached: ")
        self.assertEqual(said(LimitVisitorAllMin="2999", VisitorLookupSurge="2000"), [])

    def test_what_is_built_is_what_is_deployed(self):
        config = '[here.global.parameters]\nparameter_overrides = ["Architecture=x86_64"]\n'
        alone = config.replace("global", "deploy")
        with tempfile.TemporaryDirectory() as folder:
            for text, same in {config: True, alone + '[here.build.parameters]\nparameter_overrides = ["Stage=x"]\n': False}.items():
                path = pathlib.Path(folder, "samconfig.toml")
                path.write_text(text)
                built, deployed = (preflight.given("here", command, path) for command in ("build", "deploy"))
                self.assertEqual(deployed, {"Architecture": "x86_64"})
                found = list(preflight.faults(preflight.parameters(), RIGHT | deployed, RIGHT | built))
                self.assertEqual(found == [], same, found)
        for environment in ("dev", "prod"):
            self.assertEqual(preflight.given(environment, "build"), preflight.given(environment))

    def test_a_value_with_a_blank_stands_in_quotes_or_is_refused(self):
        text = "[here.global.parameters]\nparameter_overrides = [{}]\n"
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "samconfig.toml")
            path.write_text(text.format("\"Brand='Casa de Letras'\""))
            self.assertEqual(preflight.given("here", config=path), {"Brand": "Casa de Letras"})
            path.write_text(text.format('"Brand=Casa de Letras"'))
            with self.assertRaisesRegex(SystemExit, "Brand has a blank"):
                preflight.given("here", config=path)

    def test_the_examples_of_samconfig_are_refused_and_nothing_else_is_wrong_with_them(self):
        for environment, examples in {"dev": 3, "prod": 4}.items():
            found = list(preflight.faults(preflight.parameters(), preflight.given(environment)))
            self.assertEqual(len(found), examples, found)
            self.assertTrue(all("still the example" in sentence for sentence in found), found)


class SkipList(unittest.TestCase):
    def skips(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "skips.toml")
            path.write_text(text)
            return Skips(path)

    def test_a_skip_without_a_reason_fails(self):
        entry = '[[skip]]\nrule = "A1"\nresources = ["X"]\n'
        for text in (entry, entry + 'reason = "not needed"\n'):
            self.assertEqual([one.rule for one in self.skips(text).wrong], ["skip-without-reason"])

    def test_a_skip_that_hides_nothing_fails_and_so_does_each_of_its_patterns(self):
        skips = self.skips('[[skip]]\nrule = "A1"\nresources = ["X", "Y*"]\nreason = "there is a good reason for it"\n')
        at = [Finding("A1", "f", "X", ""), Finding("A2", "f", "Yes", "")]
        self.assertEqual(skips.left(at), [at[1]])
        self.assertEqual([one.rule for one in skips.stale(at)], ["skip-hides-nothing"])


if __name__ == "__main__":
    unittest.main()
