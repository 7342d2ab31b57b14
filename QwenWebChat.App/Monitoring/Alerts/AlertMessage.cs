namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>What the webhook is told, as JSON with these names in small letters.</summary>
/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
/// <param name="Rule">The name of the setting, such as <c>KvShare</c>.</param>
/// <param name="Value">The last value that is known.</param>
/// <param name="Threshold">What it should stay below.</param>
/// <param name="Since">When it reached that, also where it is over by now.</param>
/// <param name="Instance">The machine.</param>
internal sealed record AlertMessage(string Status, string Rule, double Value, double Threshold, DateTimeOffset Since, string Instance)
{
    public static AlertMessage Of(AlertChange change) => new(
        change.IsFiring ? "firing" : "resolved",
        change.Alert.Rule.ToString(),
        change.Alert.Value,
        change.Alert.Threshold,
        change.Alert.Since,
        Environment.MachineName);
}
