using System.Net;
using System.Text;

namespace QwenWebChat.Tests.Api;

/// <summary>The transport of a real client, which notes the body of the response as the client reads it.</summary>
internal sealed class ReceivedBytes() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();
    private string _wanted = "";

    /// <summary>Ends when the client has read a text.</summary>
    public Task<bool> WhenRead(string text)
    {
        _wanted = text;
        return AfterAsync(_found.Task);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        HttpContent noted = new NotedContent(response.Content, Note);
        foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
        {
            noted.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = noted;
        return response;
    }

    private static async Task<bool> AfterAsync(Task task)
    {
        await task;
        return true;
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _text.Append(Encoding.UTF8.GetString(bytes));
        if (_text.ToString().Contains(_wanted, StringComparison.Ordinal))
        {
            _found.TrySetResult();
        }
    }

    private delegate void Reading(ReadOnlySpan<byte> bytes);

    private sealed class NotedContent(HttpContent inner, Reading reading) : HttpContent
    {
        protected override async Task<Stream> CreateContentReadStreamAsync() => new NotedStream(await inner.ReadAsStreamAsync(), reading);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class NotedStream(Stream inner, Reading reading) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            reading(buffer.AsSpan(offset, read));
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            reading(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
