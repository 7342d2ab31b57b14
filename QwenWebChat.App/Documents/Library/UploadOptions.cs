
namespace QwenWebChat.App.Documents.Library;

/// <summary>Section <c>Upload</c>: the limits of uploaded files.</summary>
public sealed record UploadOptions
{
    private const long UpperLimit = 1L << 40;

    /// <summary>Maximum size of a document or an attachment in bytes.</summary>
    public long MaxFileBytes { get; init; } = 100_000_000;

    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        if (MaxFileBytes is < 1 or > UpperLimit)
        {
            throw new ArgumentException($"MaxFileBytes is {MaxFileBytes}; it must be 1 to {UpperLimit} bytes.");
        }
    }
}
