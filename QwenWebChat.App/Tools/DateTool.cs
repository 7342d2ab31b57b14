using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Tools;

/// <summary>Tells the date and the time of this machine, which is the user's.</summary>
internal sealed class DateTool(TimeProvider time) : IChatTool
{
    private const int MaxDays = 100_000;

    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "add_days": {
              "type": "integer",
              "minimum": -100000,
              "maximum": 100000,
              "description": "For another date: the number of days after today, negative for days before."
            }
          },
          "additionalProperties": false
        }
        """;

    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration("date", "Tells the user's current local date, weekday and time, or the date a number of days away.", JsonElement.Parse(Schema));

    public Task<ToolResult> CallAsync(JsonElement arguments, Guid ownerId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone);
        int days = DaysOf(arguments);
        return Task.FromResult(new ToolResult(days == 0
            ? now.ToString("yyyy-MM-dd, dddd, HH:mm 'UTC'zzz", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{now.AddDays(days):yyyy-MM-dd, dddd} ({Math.Abs(days)} days {(days > 0 ? "after" : "before")} {now:yyyy-MM-dd})")));
    }

    private static int DaysOf(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("add_days", out JsonElement added) || added.ValueKind == JsonValueKind.Null)
        {
            return 0;
        }

        return added.ValueKind == JsonValueKind.Number && added.TryGetInt32(out int days) && Math.Abs((long)days) <= MaxDays ? days
            : throw new ToolException($"add_days: found {added.GetRawText()}; expected a whole number from -{MaxDays} to {MaxDays}.");
    }
}
