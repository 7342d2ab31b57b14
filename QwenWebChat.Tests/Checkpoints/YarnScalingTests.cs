using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class YarnScalingTests
{
    [Theory]
    [InlineData("""{"type":"yarn","factor":4.0,"original_max_position_embeddings":32}""")]
    [InlineData("""{"rope_type":"yarn","factor":4,"original_max_position_embeddings":32}""")]
    [InlineData("""{"rope_type":"yarn","type":"linear","factor":4,"original_max_position_embeddings":32}""")]
    public void Load_Yarn_StretchesContextWithDefaults(string json)
    {
        Qwen2Config config = ConfigJson.LoadConfig(("rope_scaling", json));

        YarnScaling yarn = Assert.IsType<YarnScaling>(config.RopeScaling);
        Assert.Equal((4.0, 32, 128), (yarn.Factor, yarn.OriginalMaxPositionEmbeddings, config.ContextTokens));
        Assert.Equal((32.0, 1.0), (yarn.BetaFast, yarn.BetaSlow));
        Assert.Equal((0.1 * Math.Log(4)) + 1, yarn.AttentionFactor, 1e-12); // rounding of a double
    }

    [Fact]
    public void Load_YarnAsPublishedFor7B_Gives131072Tokens()
    {
        Qwen2Config config = ConfigJson.LoadConfig(
            ("max_position_embeddings", "32768"),
            ("rope_scaling", """{"factor":4.0,"original_max_position_embeddings":32768,"type":"yarn"}"""));

        Assert.Equal(131_072, config.ContextTokens);
        // What it names itself holds for every length.
        Assert.Equal((1, 1, 1), (config.MaxYarnFactor, config.YarnFactorFor(10), config.YarnFactorFor(100_000)));
    }

    [Fact]
    public void Load_YarnParametersGiven_AreHonoured()
    {
        YarnScaling? yarn = ConfigJson.LoadConfig(
            ("rope_scaling", """{"type":"yarn","factor":2,"attention_factor":1.5,"beta_fast":16,"beta_slow":2}""")).RopeScaling;

        Assert.Equal(new YarnScaling(2, 128) { AttentionFactor = 1.5, BetaFast = 16, BetaSlow = 2 }, yarn);
    }

    [Fact]
    public void Load_YarnWithinRopeParameters_IsRead()
    {
        Qwen2Config config = ConfigJson.LoadConfig(
            ("rope_theta", null),
            ("rope_parameters", """{"rope_theta":1e6,"rope_type":"yarn","factor":4,"original_max_position_embeddings":128}"""));

        Assert.Equal(512, config.ContextTokens);
    }

    [Theory]
    [InlineData("""{"type":"default"}""")]
    [InlineData("""{"rope_type":"default","factor":3}""")]
    [InlineData("{}")]
    [InlineData("""{"factor":1.0}""")]
    [InlineData("""{"type":"linear","factor":1.0}""")]
    [InlineData("""{"rope_type":"dynamic","factor":1}""")]
    public void Load_DefaultScaling_IsNone(string json)
    {
        Assert.Null(ConfigJson.LoadConfig(("rope_scaling", json)).RopeScaling);
    }

    [Theory]
    [InlineData("""{"type":"linear","factor":2}""", "rope_scaling.type = \"linear\"", "\"yarn\"")]
    [InlineData("""{"rope_type":"dynamic","factor":2}""", "rope_scaling.rope_type = \"dynamic\"", "\"yarn\"")]
    [InlineData("""{"type":"mrope","mrope_section":[16,24,24]}""", "rope_scaling.type = \"mrope\"", "\"yarn\"")]
    [InlineData("""{"factor":2}""", "no rope_scaling.type", "\"yarn\"")]
    [InlineData("\"yarn\"", "rope_scaling = \"yarn\"", "an object")]
    [InlineData("""{"type":"yarn"}""", "no rope_scaling.factor", "a number of at least 1")]
    [InlineData("""{"type":"yarn","factor":0.5}""", "rope_scaling.factor = 0.5", "a number of at least 1")]
    [InlineData("""{"type":"yarn","factor":1e9}""", "rope_scaling.factor = 1e9", "at most 2147483647 tokens")]
    [InlineData("""{"type":"yarn","factor":4,"original_max_position_embeddings":0}""", "original_max_position_embeddings = 0", "from 1")]
    [InlineData("""{"type":"yarn","factor":4,"attention_factor":0}""", "attention_factor = 0", "above 0")]
    [InlineData("""{"type":"yarn","factor":4,"beta_fast":1}""", "beta_fast = 1", "beta_fast above beta_slow")]
    [InlineData("""{"type":"yarn","factor":4,"beta_slow":64}""", "beta_slow = 64", "beta_fast above beta_slow")]
    [InlineData("""{"type":"yarn","factor":4,"mscale":1.0}""", "mscale = 1.0", "without this key")]
    [InlineData("""{"type":"yarn","factor":4,"truncate":false}""", "truncate = false", "true or absent")]
    public void Load_OtherScalingOrBadValue_IsRefused(string json, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteConfig(("rope_scaling", json));

        Refusal.Is(() => Qwen2Config.Load(folder.Path), path, found, expected);
    }
}
