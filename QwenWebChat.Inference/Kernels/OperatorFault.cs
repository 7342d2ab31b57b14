namespace QwenWebChat.Inference.Kernels;

/// <summary>Describes an operator's exception in one line.</summary>
internal static class OperatorFault
{
    private const string Marker = "RuntimeError: ";
    private const int Longest = 200;

    /// <summary>
    /// Returns the reason of an exception. TorchScript's messages start with the location, and the reason follows after
    /// an error name; other messages start with the reason.
    /// </summary>
    public static string ReasonIn(Exception exception)
    {
        string message = exception.GetBaseException().Message;
        int marked = message.IndexOf(Marker, StringComparison.Ordinal);
        string reason = marked < 0 ? message : message[(marked + Marker.Length)..];
        string line = reason.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("failed");
        return line.Length <= Longest ? line : line[..Longest];
    }
}
