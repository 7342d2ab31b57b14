using System.Text.Json;
using QwenWebChat.DemoModel.Corpus;

namespace QwenWebChat.DemoModel.Evaluation;

/// <summary>Checks whether an answer is correct, and for JSON whether it is valid.</summary>
internal readonly record struct AnswerCheck(bool IsRight, bool IsValidJson)
{
    public static AnswerCheck Of(Sample sample, string answer)
    {
        if (sample.Skill != Skill.JsonExtraction)
        {
            return new AnswerCheck(sample.MustContain.All(part => answer.Contains(part, StringComparison.Ordinal)), IsValidJson: false);
        }

        using JsonDocument? expected = TryParse(sample.Turns[^1].Assistant);
        using JsonDocument? actual = TryParse(answer);
        return new AnswerCheck(
            expected is not null && actual is not null && JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual is not null);
    }

    /// <summary>Parses the object in an answer, which may be in a code fence.</summary>
    private static JsonDocument? TryParse(string answer)
    {
        int start = answer.IndexOf('{', StringComparison.Ordinal);
        int end = answer.LastIndexOf('}');
        try
        {
            return start >= 0 && end > start ? JsonDocument.Parse(answer[start..(end + 1)]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
