using System.Globalization;
using System.Resources;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Sampling;

/// <summary>The table of sampling parameters: every entry reads and writes its own value everywhere.</summary>
public sealed class SamplingParametersTests
{
    public static TheoryData<string> Names => [.. SamplingParameters.All.Select(parameter => parameter.Name)];

    [Theory]
    [InlineData("temperature", "0.7", "0.7")]
    [InlineData("temperature", "100.1", null)]
    [InlineData("temperature", "0,7", null)]
    [InlineData("temperature", "warm", null)]
    [InlineData("temperature", "NaN", null)]
    [InlineData("temperature", "1e999", null)]
    [InlineData("top_p", "0", null)]
    [InlineData("top_p", "0.001", "0.001")]
    [InlineData("top_p", "1.1", null)]
    [InlineData("top_k", "1.5", null)]
    [InlineData("top_k", " 40 ", "40")]
    [InlineData("top_k", "4000000000", null)]
    [InlineData("max_tokens", "0", null)]
    [InlineData("max_tokens", "200000", "200000")]
    [InlineData("seed", "-1", null)]
    [InlineData("seed", "18446744073709551615", "18446744073709551615")]
    public void Parse_Text_IsReadWithinItsRange(string name, string text, string? expected)
    {
        SamplingParameter parameter = Find(name);
        SamplingOverrides? parsed = parameter.Parse(text, SamplingOverrides.None);

        Assert.Equal(expected is not null, parsed is not null && parameter.ErrorIn(parsed) is null);
        Assert.Equal(expected, expected is null ? null : parameter.Format(parsed!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameter_Value_ReachesTheEngineAndNoOther(string name)
    {
        SamplingParameter parameter = Find(name);
        SamplingOverrides set = parameter.With(1, SamplingOverrides.None);
        SamplingParams engine = SamplingParams.From(SamplingOverrides.None, set with { Seed = set.Seed ?? 7 });

        Assert.Equal("1", parameter.Format(set));
        Assert.Equal(SamplingOverrides.None, parameter.With(null, set));
        Assert.Equal(set, parameter.Copy(engine, SamplingOverrides.None));
        Assert.All(SamplingParameters.All.Where(other => other != parameter), other => Assert.Null(other.Format(set)));
    }

    /// <summary>A model's default holds until a request sets the value.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Parameter_DefaultOfTheModel_HoldsUnlessSet(string name)
    {
        SamplingParameter parameter = Find(name);
        SamplingOverrides one = parameter.With(1, SamplingOverrides.None);
        string text = parameter.IsInteger ? "2" : "0.5";
        SamplingOverrides other = parameter.Parse(text, SamplingOverrides.None)!;

        Assert.Equal(text, Effective(SamplingParams.From(one, other)));
        if (parameter != SamplingParameters.Seed)
        {
            Assert.Equal(text, Effective(SamplingParams.From(other)));
        }

        string? Effective(SamplingParams sampling) => parameter.Format(parameter.Copy(sampling, SamplingOverrides.None));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_BelowTheMinimum_NamesParameterValueAndRange(string name)
    {
        SamplingParameter parameter = Find(name);
        if (parameter.Parse("-3", SamplingOverrides.None) is not { } below)
        {
            Assert.Equal(SamplingParameters.Seed, parameter);
            return;
        }

        ArgumentException error = Assert.Throws<ArgumentException>(() => SamplingParams.From(SamplingOverrides.None, below).Validate());

        Assert.Equal($"{name} is -3; it must be {parameter.Range}.", error.Message);
        Assert.Equal(SamplingOverrides.None, parameter.With(-3, SamplingOverrides.None));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameter_OnThePage_HasItsTextsInBothLanguages(string name)
    {
        ResourceManager texts = new(typeof(UiText));
        Assert.All(["en", "zh-Hans"], culture => Assert.All(
            [$"Setting_{name}", $"SettingHint_{name}"],
            key => Assert.False(string.IsNullOrEmpty(texts.GetResourceSet(new CultureInfo(culture), createIfNotExists: true, tryParents: culture == "en")?.GetString(key)), key)));
    }

    private static SamplingParameter Find(string name) => SamplingParameters.All.Single(parameter => parameter.Name == name);
}
