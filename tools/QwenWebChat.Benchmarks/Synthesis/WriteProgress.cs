using System.Globalization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>Counts the bytes written, and reports each tenth of them.</summary>
internal sealed class WriteProgress(long totalBytes, TextWriter output) : IProgress<long>
{
    private const int Steps = 10;

    private long _written;

    public void Report(long value)
    {
        long before = _written * Steps / totalBytes;
        _written += value;
        if (_written * Steps / totalBytes > before)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_written / 1e9:0.000} of {totalBytes / 1e9:0.000} GB"));
        }
    }
}
