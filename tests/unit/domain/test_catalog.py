from toy import ToyDialect


def test_a_known_code_is_returned():
    assert ToyDialect().catalog({}).code(20).title == "too fast"


def test_an_unknown_code_may_mean_anything():
    code = ToyDialect().catalog({}).code(999)
    assert (code.code, code.http, code.cls) == (999, 500, "ambiguous")
