namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>A stream within a compound file, whose sectors are anywhere in it.</summary>
/// <param name="offsets">The offset of each sector in the file.</param>
internal sealed class CompoundStream(Stream file, long[] offsets, int sectorSize, long length) : SegmentStream(length, sectorSize)
{
    protected override void Load(long index, Span<byte> segment)
    {
        file.Position = offsets[index];
        // The file may end within its last sector.
        int count = file.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false);
        segment[count..].Clear();
    }
}
