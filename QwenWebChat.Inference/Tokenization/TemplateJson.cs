using System.Globalization;
using System.Text;
using System.Text.Json;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Writes JSON like the chat template's <c>tojson</c> in Hugging Face's tokenizers: Python's <c>json.dumps(value,
/// ensure_ascii=False)</c> of parsed JSON, with ", " and ": " as separators, keys in their order, only quotes,
/// backslashes and control characters escaped, and numbers as Python prints them.
/// </summary>
internal static class TemplateJson
{
    public static string Write(JsonElement value)
    {
        StringBuilder json = new();
        Append(json, value);
        return json.ToString();
    }

    private static void Append(StringBuilder json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(json, value);
                break;
            case JsonValueKind.Array:
                json.Append('[');
                json.AppendJoin(", ", value.EnumerateArray().Select(Write));
                json.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(json, ReadString(() => value.GetString()!));
                break;
            case JsonValueKind.Number:
                json.Append(Number(value.GetRawText()));
                break;
            default:
                json.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder json, JsonElement value)
    {
        // As in a Python dict, the last of equal keys counts, at the position of the first.
        OrderedDictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            members[ReadString(() => member.Name)] = member.Value;
        }

        json.Append('{');
        string separator = string.Empty;
        foreach ((string name, JsonElement member) in members)
        {
            json.Append(separator);
            AppendString(json, name);
            json.Append(": ");
            Append(json, member);
            separator = ", ";
        }

        json.Append('}');
    }

    private static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }

    private static string ReadString(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("A JSON string holds half a surrogate pair; expected whole characters.", error);
        }
    }

    private static string Number(string raw)
    {
        if (raw.AsSpan().IndexOfAny(".eE") < 0)
        {
            return raw == "-0" ? "0" : raw;
        }

        double value = double.Parse(raw, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? PythonFloat(value) : raw;
    }

    /// <summary>
    /// Formats a number like Python's repr: the shortest digits that round-trip, with an exponent below 1e-4 and from
    /// 1e16 on.
    /// </summary>
    private static string PythonFloat(double value)
    {
        string sign = double.IsNegative(value) ? "-" : string.Empty;
        string shortest = string.Empty;
        for (int precision = 0; precision <= 16; precision++)
        {
            shortest = Math.Abs(value).ToString($"E{precision}", CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture) == Math.Abs(value))
            {
                break;
            }
        }

        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string digits = shortest[..mark].Replace(".", string.Empty, StringComparison.Ordinal);
        int exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return sign + Layout(digits, exponent);
    }

    // digits: d.ddd x 10^exponent, without the point.
    private static string Layout(string digits, int exponent)
    {
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : string.Empty;
            return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        string padded = digits.PadRight(exponent + 2, '0');
        return padded[..(exponent + 1)] + "." + padded[(exponent + 1)..];
    }
}
