using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Evaluation;

namespace QwenWebChat.Tests.DemoModel.Evaluation;

public sealed class AnswerCheckTests
{
    private static readonly Sample Json = new(Skill.JsonExtraction, Language.English, [new("q", """{"a": "x", "b": null}""")]);

    [Theory]
    [InlineData("""{"a": "x", "b": null}""", true, true)]
    [InlineData("""{"b": null, "a": "x"}""", true, true)]
    [InlineData("""{"a": "y", "b": null}""", false, true)]
    [InlineData("""{"a": "x"}""", false, true)]
    [InlineData("""{"a": "x", "b": nul}""", false, false)]
    [InlineData("no", false, false)]
    public void Of_Json_ComparesFieldByField(string answer, bool right, bool valid)
    {
        Assert.Equal(new AnswerCheck(right, valid), AnswerCheck.Of(Json, answer));
    }

    [Fact]
    public void Of_Text_AsksForEveryPart()
    {
        Sample sample = new(Skill.Summary, Language.English, [new("q", "a")]) { MustContain = ["Ann", "May 3"] };

        Assert.True(AnswerCheck.Of(sample, "Owner: Ann, date: May 3").IsRight);
        Assert.False(AnswerCheck.Of(sample, "Owner: Ann").IsRight);
    }
}
