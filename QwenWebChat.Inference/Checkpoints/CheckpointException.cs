namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A model cannot be used. The message is one line for the person who chose it: the file, what was found in it, and
/// what is expected.
/// </summary>
public sealed class CheckpointException : Exception
{
    public CheckpointException(string path, string found, string expected, Exception? inner = null)
        : base($"{path}: found {found}; expected {expected}.", inner)
    {
        Path = path;
    }

    /// <summary>The file or folder with the error.</summary>
    public string Path { get; }
}
