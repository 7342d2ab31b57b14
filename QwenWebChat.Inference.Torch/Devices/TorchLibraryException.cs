using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>There is no libtorch to use, or not the one that was asked for. The message is one line: the variable, its folder, what is wrong and what would be right.</summary>
public sealed class TorchLibraryException : InvalidOperationException
{
    /// <param name="message">One line.</param>
    public TorchLibraryException(string message)
        : base(message)
    {
    }

    /// <param name="folder">The value of <see cref="TorchLibrary.Variable"/>; null where it is not set.</param>
    /// <param name="found">What is wrong.</param>
    /// <param name="expected">What would be right.</param>
    public TorchLibraryException(string? folder, string found, string expected)
        : base($"{TorchLibrary.Variable}{(folder is null ? " is not set" : $"={folder}")}: {found.ReplaceLineEndings(" ")}; expected {expected}.")
    {
        Folder = folder;
    }

    /// <summary>The folder that was named; null for none.</summary>
    public string? Folder { get; }
}
