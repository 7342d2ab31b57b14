namespace QwenWebChat.Inference.Model;

/// <summary>The progress of loading the weights.</summary>
public readonly record struct LoadProgress(long LoadedBytes, long TotalBytes)
{
    /// <summary>The loaded share, 0 to 1.</summary>
    public double Fraction => TotalBytes == 0 ? 1 : (double)LoadedBytes / TotalBytes;
}
