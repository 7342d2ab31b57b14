using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace QwenWebChat.App.Api;

/// <summary>Writes the frames of a stream: server-sent events, or lines of JSON.</summary>
internal sealed class FrameWriter(PipeWriter output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder, SkipValidation = true });

    /// <summary>Writes a server-sent event.</summary>
    /// <param name="name">The name of the event; null for none.</param>
    public void Event<T>(T data, string? name = null)
    {
        if (name is not null)
        {
            Write("event: ");
            Write(name);
            Write("\n");
        }

        Write("data: ");
        Json(data);
        Write("\n\n");
    }

    /// <summary>Writes a server-sent event whose data is not JSON.</summary>
    public void Text(string data)
    {
        Write("data: ");
        Write(data);
        Write("\n\n");
    }

    /// <summary>Writes a comment among server-sent events, which clients skip.</summary>
    public void Comment(string text)
    {
        Write(": ");
        Write(text);
        Write("\n\n");
    }

    /// <summary>Writes a line of JSON.</summary>
    public void Line<T>(T data)
    {
        Json(data);
        Write("\n");
    }

    /// <summary>Writes white space before the next line of JSON, which is no part of it.</summary>
    public void Space() => Write(" ");

    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    public void Dispose() => _json.Dispose();

    private void Json<T>(T data)
    {
        _json.Reset();
        JsonSerializer.Serialize(_json, data, ApiJson.Options);
        _json.Flush();
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
