using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.App.Data;

/// <summary>Reads and writes <see cref="ToolNameSet"/> as a list of strings.</summary>
internal sealed class ToolNameSetJson : JsonConverter<ToolNameSet>
{
    public override ToolNameSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("The names of tools are no list.");
        }

        List<string> names = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            names.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("The name of a tool is no text."));
        }

        return new ToolNameSet(names);
    }

    public override void Write(Utf8JsonWriter writer, ToolNameSet value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string name in value)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
