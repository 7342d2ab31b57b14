using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.Inference.Sampling;

/// <summary>Reads and writes <see cref="StopSequences"/> as lines in one string, as chats store and export them.</summary>
internal sealed class StopSequencesJson : JsonConverter<StopSequences>
{
    public override StopSequences? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        StopSequences.FromLines(reader.GetString());

    public override void Write(Utf8JsonWriter writer, StopSequences value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToLines());
}
