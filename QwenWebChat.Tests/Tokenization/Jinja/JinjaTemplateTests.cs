using QwenWebChat.Inference.Tokenization.Jinja;

namespace QwenWebChat.Tests.Tokenization.Jinja;

public sealed class JinjaTemplateTests
{
    /// <summary>Templates with what Jinja2 3.1.6 makes of them in the environment that transformers uses.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc" },
        { "a \n {%- if true -%} \n b {%+ endif %} c\n\n", "ab  c\n" },
        { "  {# note #}\nx {#- y -#} z", "xz" },
        { "{{ 'a' 'b' ~ 1 ~ 2 + '' }}", "ab12" },
        { "{{ 1 + 2 * 3 - 4 // 3 }} {{ 7 % 4 }} {{ -7 // 2 }} {{ 6 / 4 }}", "6 3 -4 1.5" },
        { "{{ 'x' if false }}|{{ 'y' if 0 else 'z' }}", "|z" },
        { "{{ not missing and (1 or 2) }} {{ missing is defined }} {{ none is none }}", "1 False True" },
        { "{% for x in [1, 2, 3] if x != 2 %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ ',' if not loop.last }}{% else %}none{% endfor %}", "1/2:1,2/2:3" },
        { "{% for x in [] %}a{% else %}none{% endfor %}", "none" },
        { "{% for k, v in {'a': 1, 'b': none}.items() %}{{ k }}={{ v }};{% endfor %}", "a=1;b=None;" },
        { "{% set x = 1 %}{% for y in [1, 2] %}{% set x = x + y %}{{ x }}{% endfor %}{{ x }}", "231" },
        { "{% set ns = namespace(n=1) %}{% for y in [1, 2] %}{% set ns.n = ns.n + y %}{% endfor %}{{ ns.n }}", "4" },
        { "{{ 'a,b,c'.split(',')[1:] | join('-') }} {{ ' x '.strip() }}| {{ 'xxa'.lstrip('x') }} {{ 'abc'[::-1] }} {{ 'abc'[-1] }} {{ 'abcd'[1:3] }}", "b-c x| a cba c bc" },
        { "{{ [1, 2] | length }} {{ 'b' in 'abc' }} {{ 3 not in [1, 2] }} {{ ([1] + [2]) | last }}", "2 True True 2" },
        { "{{ {'a': {'b': 'c'}}.a['b'] }} {{ {'a': 1}.get('z', 'd') }} {{ missing | default('m') }}", "c d m" },
        { "{{ \"q\\\"\\n\" }}{{ 'a\\tb\\\\' }}", "q\"\na\tb\\" },
        { "{{ '{%' }} {{ '}}' }} {{ {'a': {}}.a | length }}", "{% }} 0" },
        { "{{ 2 > 1 and 'a' < 'b' }} {{ 1 == 1.0 }} {{ true }} {{ none }} {{ 1.5 }}", "True True True None 1.5" },
        { "{{ 'Hello' | upper }} {{ 'a-b' | replace('-', '+') }} {{ ' t ' | trim }}.", "HELLO a+b t." },
        { "{% for i in range(3) %}{{ i }}{{ loop.previtem if loop.previtem is defined else '_' }}{% endfor %}", "0_1021" },
        { "{% if false %}a{% elif 1 %}b{% else %}c{% endif %}\n\n", "b" },
        { "x {% if true %} y {% endif %} z", "x  y  z" },
        { "line\n\t{%- set a = 1 %}\n{{ a }}", "line1" },
        { "{{ not 1 == 2 }} {{ 'a' is string and 1 is number }} {{ -3 + 1 }} {{ [1, [2, 3]][1][0] }}", "True True -2 2" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_Case_IsWhatJinjaWrites(string template, string expected) =>
        Assert.Equal(expected, JinjaTemplate.Parse(template).Render(new Dictionary<string, object?>()));

    [Theory]
    [InlineData("{{ 'a }}", "line 1: a text without an end")]
    [InlineData("{# a", "line 1: a comment without an end")]
    [InlineData("\n{{ a ? b }}", "line 2: the character '?'")]
    [InlineData("{% endif %}", "line 1: no block that this ends")]
    [InlineData("{% for a of b %}{% endfor %}", "line 1: no 'in'")]
    [InlineData("{{ (1 }}", "line 1: a tag without an end")]
    [InlineData("{{ 'a' }", "line 1: a tag without an end")]
    [InlineData("{% set 1 = 2 %}", "line 1: no a name")]
    [InlineData("{{ '\\u12' }}", "line 1: a broken escape")]
    public void Parse_DamagedTemplate_SaysWhere(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(template)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ a.b.c }}", "an undefined value")]
    [InlineData("{{ 1 + 'a' }}", "a calculation with a text")]
    [InlineData("{{ 1 // 0 }}", "1 // 0")]
    [InlineData("{{ 'a'() }}", "unknown function")]
    [InlineData("{{ [1] }}", "a list written as text")]
    [InlineData("{{ 1 | tojson }}", "the filter tojson on a number")]
    [InlineData("{{ 1 is divisible }}", "the test divisible")]
    [InlineData("{{ [1] == [1] }}", "two lists compared")]
    [InlineData("{% for a, b in [1] %}{% endfor %}", "a loop with 2 names over a number")]
    [InlineData("{% for a in 1 %}{% endfor %}", "a loop over a number")]
    [InlineData("{% set a.b = 1 %}", "a is not a namespace")]
    [InlineData("{{ range(100000) }}", "a long range")]
    public void Render_WhatIsNotThere_IsGivenUp(string template, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(template).Render(new Dictionary<string, object?>())).Message,
            StringComparison.Ordinal);
}
