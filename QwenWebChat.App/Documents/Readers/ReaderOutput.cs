using System.Buffers.Binary;
using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>Writes the frames of a reader. As a stream, it accepts the text in its file format and sends it in pieces.</summary>
internal sealed class ReaderOutput(Stream pipe) : Stream, IProgress<ReadingProgress>
{
    private static readonly TimeSpan MinBetween = TimeSpan.FromMilliseconds(40);

    private readonly Lock _gate = new();
    private long _sentBytes;
    private long _lastProgress;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reports the progress, at most 25 times a second.</summary>
    public void Report(ReadingProgress value)
    {
        long now = Environment.TickCount64;
        if (now - _lastProgress >= MinBetween.TotalMilliseconds)
        {
            _lastProgress = now;
            byte[] content = new byte[2 * sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(content, value.PagesDone);
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(sizeof(int)), value.PageCount ?? -1);
            Send(ReaderFrame.Progress, content);
        }
    }

    public void End(long peakMemory)
    {
        byte[] content = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(content, _sentBytes);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(sizeof(long)), peakMemory);
        _sentBytes = 0;
        Send(ReaderFrame.End, content);
    }

    public void Refuse(DocumentReadError error, string message, long peakMemory)
    {
        using MemoryStream content = new();
        using (BinaryWriter writer = new(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(error.ToString());
            writer.Write(message);
            writer.Write(peakMemory);
        }

        _sentBytes = 0;
        Send(ReaderFrame.Refused, content.ToArray());
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (; buffer.Length > 0; buffer = buffer[Math.Min(buffer.Length, ReaderInput.MaxFrameBytes)..])
        {
            ReadOnlySpan<byte> piece = buffer[..Math.Min(buffer.Length, ReaderInput.MaxFrameBytes)];
            _sentBytes += piece.Length;
            Send(ReaderFrame.Text, piece);
        }
    }

    public override void Flush() => pipe.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Send(ReaderFrame kind, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[ReaderInput.HeadBytes];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], content.Length);
        lock (_gate)
        {
            pipe.Write(head);
            pipe.Write(content);
            pipe.Flush();
        }
    }
}
