namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>The JSON body of a webhook call, with these names in lower case.</summary>
/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
/// <param name="Rule">The name of the setting, such as <c>KvShare</c>.</param>
/// <param name="Value">The last known value.</param>
/// <param name="Threshold">The threshold of the rule.</param>
/// <param name="Since">The time at which the value reached the threshold, also after the alert has ended.</param>
/// <param name="Instance">The name of the machine.</param>
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
