namespace QwenWebChat.Inference.Kernels;

/// <summary>What an operator threw, in a line.</summary>
internal static class OperatorFault
{
    private const string Marker = "RuntimeError: ";
    private const int Longest = 200;

    /// <summary>TorchScript tells first where it was and then, after the name of an error, what happened; others begin with it.</summary>
    public static string ReasonIn(Exception exception)
    {
        string message = exception.GetBaseException().Message;
        int marked = message.IndexOf(Marker, StringComparison.Ordinal);
        string reason = marked < 0 ? message : message[(marked + Marker.Length)..];
        string line = reason.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("failed");
        return line.Length <= Longest ? line : line[..Longest];
    }
}
