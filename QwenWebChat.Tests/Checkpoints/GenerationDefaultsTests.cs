using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class GenerationDefaultsTests
{
    [Fact]
    public void Load_NoFile_IsTheFamilys()
    {
        using TemporaryFolder folder = new();

        GenerationDefaults defaults = GenerationDefaults.Load(folder.Path);

        Assert.Equal((0.7, 0.8, 20, 0.0, 1.05), Distribution(defaults));
        Assert.Equal(DefaultsSource.Family, defaults.Source);
        Assert.Empty(defaults.EndTokenIds);
        Assert.Null(defaults.Sampling.MaxTokens);
    }

    [Fact]
    public void Load_CompleteFile_GivesItsValues()
    {
        GenerationDefaults defaults = Load(
            """{"do_sample":true,"temperature":0.7,"top_p":0.8,"top_k":20,"min_p":0.05,"repetition_penalty":1.05,"eos_token_id":[3,4],"max_new_tokens":512}""");

        Assert.Equal((0.7, 0.8, 20, 0.05, 1.05), Distribution(defaults));
        Assert.Equal(DefaultsSource.File, defaults.Source);
        Assert.Equal([3, 4], defaults.EndTokenIds);
        Assert.Equal(512, defaults.Sampling.MaxTokens);
    }

    /// <summary>A file that transformers writes for a model that had none: ids, and nothing that anybody recommends.</summary>
    [Theory]
    [InlineData("""{"temperature":null,"top_k":null,"eos_token_id":7,"max_new_tokens":9,"transformers_version":"4.43.1"}""")]
    [InlineData("""{"do_sample":true,"eos_token_id":[7],"max_new_tokens":9}""")]
    public void Load_FileWithoutSamplingValues_IsTheFamilysWithItsIds(string json)
    {
        GenerationDefaults defaults = Load(json);

        Assert.Equal((0.7, 0.8, 20, 0.0, 1.05), Distribution(defaults));
        Assert.Equal((DefaultsSource.Family, true, 9), (defaults.Source, defaults.DoSample, defaults.Sampling.MaxTokens));
        Assert.Equal([7], defaults.EndTokenIds);
    }

    /// <summary>A recipe is one whole: what a reasoning model's file leaves out is not filled from another model's.</summary>
    [Theory]
    [InlineData("""{"do_sample":true,"temperature":0.6,"top_p":0.95}""", 0.6, 0.95)]
    [InlineData("""{"top_p":0.9}""", 1.0, 0.9)]
    [InlineData("""{"do_sample":false}""", 0.0, 1.0)]
    public void Load_FileWithSomeValues_IsNeutralInTheOthers(string json, double temperature, double topP)
    {
        GenerationDefaults defaults = Load(json);

        Assert.Equal((temperature, topP, 0, 0.0, 1.0), Distribution(defaults));
        Assert.Equal(DefaultsSource.File, defaults.Source);
    }

    [Theory]
    [InlineData("""{"top_k":-1,"eos_token_id":-1}""")]
    [InlineData("""{"top_k":-1,"eos_token_id":[-1],"pad_token_id":-1}""")]
    public void Load_MinusOne_IsOff(string json)
    {
        GenerationDefaults defaults = Load(json);

        Assert.Equal(0, defaults.Sampling.TopK);
        Assert.Empty(defaults.EndTokenIds);
    }

    [Theory]
    [InlineData("""{"do_sample":false,"temperature":0.7}""", 0)]
    [InlineData("""{"do_sample":true,"temperature":0.7}""", 0.7)]
    [InlineData("""{"temperature":0.7}""", 0.7)]
    [InlineData("""{"temperature":0}""", 0)]
    public void Load_DoSample_DecidesWhetherTheTemperatureHolds(string json, double temperature)
    {
        Assert.Equal(temperature, Load(json).Sampling.Temperature);
    }

    [Theory]
    [InlineData("{", "invalid JSON", "generation defaults")]
    [InlineData("[]", "not an object", "generation defaults")]
    [InlineData("""{"do_sample":"no"}""", "do_sample = \"no\"", "true or false")]
    [InlineData("""{"temperature":-1}""", "temperature = -1", "from 0 to 100")]
    [InlineData("""{"temperature":"warm"}""", "temperature = \"warm\"", "from 0 to 100")]
    [InlineData("""{"top_p":0}""", "top_p = 0", "above 0, up to 1")]
    [InlineData("""{"top_p":1.5}""", "top_p = 1.5", "above 0, up to 1")]
    [InlineData("""{"top_k":-2}""", "top_k = -2", "a whole number from -1")]
    [InlineData("""{"eos_token_id":[3,-2]}""", "eos_token_id = [3,-2]", "token id")]
    [InlineData("""{"min_p":2}""", "min_p = 2", "from 0 to 1")]
    [InlineData("""{"repetition_penalty":0}""", "repetition_penalty = 0", "above 0, up to 10")]
    [InlineData("""{"eos_token_id":{}}""", "eos_token_id = {}", "token id")]
    [InlineData("""{"max_new_tokens":0}""", "max_new_tokens = 0", "a whole number from 1")]
    public void Load_BrokenFile_IsRefused(string json, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(GenerationDefaults.FileName, json);

        Refusal.Is(() => GenerationDefaults.Load(folder.Path), path, found, expected);
    }

    private static GenerationDefaults Load(string json)
    {
        using TemporaryFolder folder = new();
        folder.Write(GenerationDefaults.FileName, json);
        return GenerationDefaults.Load(folder.Path);
    }

    private static (double, double, int, double, double) Distribution(GenerationDefaults defaults) => SamplingParams.From(defaults.Sampling) switch
    {
        var sampling => (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MinP, sampling.RepetitionPenalty),
    };
}
