using System.Text.Json;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>Checks the calls of tools in this app's export.</summary>
internal static class OwnToolCalls
{
    /// <exception cref="ImportException">A call is invalid. The message names the place and the error.</exception>
    public static IReadOnlyList<ToolCall> Checked(ExportedMessage message, string where)
    {
        ToolCall before = new("", "") { Round = 1 };
        foreach ((int index, ToolCall? call) in (message.ToolCalls ?? []).Index<ToolCall?>())
        {
            string place = $"{where}.toolCalls[{index}]";
            if (call is null || message.Role != MessageRole.Assistant || call.Sources.Contains(null!))
            {
                throw new ImportException(place, call is null ? "null" : message.Role != MessageRole.Assistant ? $"a call of role {message.Role}" : "null among its sources", "a call of an answer");
            }

            Check(call, before, message.Text.Length, place);
            before = call;
        }

        return message.ToolCalls ?? [];
    }

    private static void Check(ToolCall call, ToolCall before, int textLength, string place)
    {
        if (call.Name.Length == 0)
        {
            throw new ImportException($"{place}.name", "no text", "the name of a tool");
        }

        if (!ToolArguments.IsValid(call.Arguments))
        {
            throw new ImportException($"{place}.arguments", "text that is no JSON object", "a JSON object as text");
        }

        if (call.Round < before.Round)
        {
            throw new ImportException($"{place}.round", $"{call.Round}", $"{before.Round} or more");
        }

        int least = before.Offset;
        int most = call.Round == before.Round && before.Name.Length > 0 ? before.Offset : textLength;
        if (call.Offset < least || call.Offset > most)
        {
            throw new ImportException($"{place}.offset", $"{call.Offset}", least == most ? $"{least}" : $"{least} to {most}");
        }
    }
}
