using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// libtorch is not installed, or the configured one cannot be used. The message is one line: the variable, its folder,
/// what was found and what is expected.
/// </summary>
public sealed class TorchLibraryException : InvalidOperationException
{
    /// <param name="message">The message, one line.</param>
    public TorchLibraryException(string message)
        : base(message)
    {
    }

    /// <param name="folder">The value of <see cref="TorchLibrary.Variable"/>; null if it is not set.</param>
    /// <param name="found">The value or state found.</param>
    /// <param name="expected">The expected value or state.</param>
    public TorchLibraryException(string? folder, string found, string expected)
        : base($"{TorchLibrary.Variable}{(folder is null ? " is not set" : $"={folder}")}: {found.ReplaceLineEndings(" ")}; expected {expected}.")
    {
        Folder = folder;
    }

    /// <summary>The configured folder; null for none.</summary>
    public string? Folder { get; }
}
