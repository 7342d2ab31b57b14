using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.Tests.Monitoring.History;

public sealed class HistoryOptionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3650)]
    public void Validate_DaysThatCanBe_Passes(int days)
    {
        HistoryOptions options = new() { RetentionDays = days };

        options.Validate();

        Assert.False(options.KeepPrompts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3651)]
    public void Validate_DaysThatCannotBe_SaysWhatWouldBeRight(int days)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(new HistoryOptions { RetentionDays = days }.Validate);

        Assert.Equal($"RetentionDays is {days}; it must be 1 to 3650 days.", exception.Message);
    }
}
