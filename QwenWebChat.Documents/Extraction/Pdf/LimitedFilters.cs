using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Counts the unpacked size of a PDF's streams before they are unpacked: a few kilobytes can contain gigabytes. The reading of a
/// page can also be cancelled here.
/// </summary>
internal sealed class LimitedFilters(ReadingJob job) : IFilterProvider
{
    // A form is drawn at most some hundred times on a page of an ordinary document.
    private const int MaxStreams = 20_000;

    private static readonly IFilterProvider Inner = DefaultFilterProvider.Instance;

    private int _streamCount;
    private long _unpackedBytes;

    /// <summary>Resets the limits of a page.</summary>
    public void BeginPage() => _streamCount = 0;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary)
    {
        job.CancellationToken.ThrowIfCancellationRequested();
        if (++_streamCount > MaxStreams)
        {
            throw DocumentReadException.TooLarge("streams on a page", MaxStreams);
        }

        return Limited(Inner.GetFilters(dictionary));
    }

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Limited(Inner.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Inner.GetAllFilters();

    private IFilter[] Limited(IReadOnlyList<IFilter> filters) => [.. filters.Select(filter => new LimitedFilter(filter, this))];

    private void Count(long bytes)
    {
        job.CancellationToken.ThrowIfCancellationRequested();
        _unpackedBytes += bytes;
        if (_unpackedBytes > job.Options.MaxUnpackedBytes)
        {
            throw DocumentReadException.TooLarge("bytes when unpacked", job.Options.MaxUnpackedBytes);
        }
    }

    private sealed class LimitedFilter(IFilter inner, LimitedFilters owner) : IFilter
    {
        // The maximum expansion of one byte: LZW's longest entry for 12 bits, and two bytes of RunLength.
        private const int LzwRatio = 2_700;
        private const int RunLengthRatio = 64;

        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            switch (inner)
            {
                case FlateFilter:
                    CountInflated(input);
                    break;
                case LzwFilter when input.Length * (long)LzwRatio > owner.Remaining:
                case RunLengthFilter when input.Length * (long)RunLengthRatio > owner.Remaining:
                    owner.Count(owner.Remaining + 1);
                    break;
            }

            Memory<byte> output = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            owner.Count(inner is FlateFilter ? 0 : output.Length);
            return output;
        }

        // Inflating twice costs little compared with reading the result. Invalid streams are left to the inner filter.
        private void CountInflated(Memory<byte> input)
        {
            try
            {
                using ZLibStream stream = new(new MemoryStream(input.ToArray(), writable: false), CompressionMode.Decompress);
                byte[] buffer = new byte[1 << 14];
                for (int count; (count = stream.Read(buffer)) > 0;)
                {
                    owner.Count(count);
                }
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    private long Remaining => job.Options.MaxUnpackedBytes - _unpackedBytes;
}
