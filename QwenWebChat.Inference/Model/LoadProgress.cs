namespace QwenWebChat.Inference.Model;

/// <summary>How far the weights are read.</summary>
public readonly record struct LoadProgress(long LoadedBytes, long TotalBytes)
{
    /// <summary>0 to 1.</summary>
    public double Fraction => TotalBytes == 0 ? 1 : (double)LoadedBytes / TotalBytes;
}
