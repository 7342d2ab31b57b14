using System.Net.Mime;
using System.Text.Json;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Writes the app's own format (<see cref="ExchangeJson"/>) with all branches, settings and figures.</summary>
internal sealed class ChatJson(TimeProvider time) : IChatFormat
{
    public string Ending => "json";

    public string MediaType => MediaTypeNames.Application.Json;

    public string Label => "JSON";

    public bool HoldsMany => true;

    public async Task WriteAsync(IAsyncEnumerable<ExportedConversation> content, Stream output, CancellationToken cancellationToken)
    {
        using StagedStream staged = new(output);
        using Utf8JsonWriter writer = new(staged, ExchangeJson.Writing);
        writer.WriteStartObject();
        writer.WriteString("format", ExchangeJson.FormatName);
        writer.WriteNumber("version", ExchangeJson.PresentVersion);
        writer.WriteString("exportedAt", time.GetUtcNow());
        writer.WriteStartArray("conversations");
        await foreach (ExportedConversation conversation in content.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            JsonSerializer.Serialize(writer, conversation, ExchangeJson.Format);
            await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        await staged.PassOnAsync(cancellationToken).ConfigureAwait(false);
    }
}
