namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A model folder that cannot be used. The message is one line for the person who chose it: which file, what was
/// found in it, what would be right.
/// </summary>
public sealed class CheckpointException : Exception
{
    public CheckpointException(string path, string found, string expected, Exception? inner = null)
        : base($"{path}: found {found}; expected {expected}.", inner)
    {
        Path = path;
    }

    /// <summary>The file or folder that is wrong.</summary>
    public string Path { get; }
}
