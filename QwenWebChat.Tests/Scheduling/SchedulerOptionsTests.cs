using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

public sealed class SchedulerOptionsTests
{
    [Fact]
    public void Validate_Defaults_Passes()
    {
        new SchedulerOptions().Validate();
    }

    [Fact]
    public void Validate_StepTooSmallForItsSequences_NamesKeyValueAndRange()
    {
        SchedulerOptions options = new() { MaxStepTokens = 64 };

        ArgumentException exception = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Equal(
            "MaxStepTokens is 64; it must be 80 (a token for each running sequence and the smallest chunk) to 65536.", exception.Message);
    }

    [Fact]
    public void Validate_OutOfRange_Throws()
    {
        SchedulerOptions[] wrong =
        [
            new() { MaxRunningSequences = 0 },
            new() { MinChunkTokens = 0 },
            new() { ChunkTokens = 0 },
            new() { AgingSteps = 0 },
            new() { StepTime = TimeSpan.Zero },
            new() { PrefillStepTime = TimeSpan.FromMinutes(2) },
            new() { MaxDraftTokens = -1 },
            new() { MaxDraftTokens = 65 },
        ];

        Assert.All(wrong, options => Assert.Throws<ArgumentException>(options.Validate));
    }
}
