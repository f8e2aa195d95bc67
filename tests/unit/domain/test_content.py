from windtunnel.domain.content import other_sha, template_sha, text_sha


def test_equal_texts_have_equal_digests():
    assert text_sha("olá") == text_sha("olá") != text_sha("ola")


def test_a_lone_surrogate_has_a_digest():
    assert len(text_sha("\ud83d")) == 16


def test_a_template_differs_by_where_a_parameter_stands():
    digests = {
        template_sha("n", header=["x"]),
        template_sha("n", body=["x"]),
        template_sha("n", buttons=["x"]),
        template_sha("m", body=["x"]),
    }
    assert len(digests) == 4


def test_two_parameters_are_not_one_longer_one():
    assert template_sha("n", body=["a", "b"]) != template_sha("n", body=["ab"])


def test_a_text_is_not_the_template_of_its_name():
    assert text_sha("n") != template_sha("n")


def test_raw_bytes_have_a_digest():
    assert other_sha(b"\x00") != other_sha(b"\x01")
