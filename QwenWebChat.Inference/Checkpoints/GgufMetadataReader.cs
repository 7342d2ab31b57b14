using System.Collections;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads the keys of a GGUF file: a name, a type number, and a value of that type. Source: the value types of
/// ggml/docs/gguf.md; nested lists, which no model uses, are rejected.
/// </summary>
internal static class GgufMetadataReader
{
    // The length of a name, a type, and a value of one byte.
    private const int MinKeyBytes = 13;
    private const int TextLengthBytes = 8;
    private const uint TextType = 8;
    private const uint ListType = 9;

    public static GgufMetadata Read(GgufReader reader, ulong count)
    {
        reader.RequireCount(count, MinKeyBytes, "a list of keys");
        Dictionary<string, object> values = new(StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++)
        {
            string key = reader.ReadText("the name of a key");
            string what = $"the value of {GgufMetadata.Quote(key)}";
            uint type = reader.ReadNumber<uint>(what);
            object value = type == ListType ? ReadList(reader, what) : ReadValue(reader, type, what);
            if (!values.TryAdd(key, value) && !AreEqual(values[key], value))
            {
                throw new CheckpointException(reader.Path, $"the key {GgufMetadata.Quote(key)} twice, with two values", "each key once");
            }
        }

        return new GgufMetadata(reader.Path, values);
    }

    private static bool AreEqual(object one, object other) =>
        one is Array && other is Array ? StructuralComparisons.StructuralEqualityComparer.Equals(one, other) : one.Equals(other);

    private static object ReadValue(GgufReader reader, uint type, string what) => type switch
    {
        0 => reader.ReadNumber<byte>(what),
        1 => reader.ReadNumber<sbyte>(what),
        2 => reader.ReadNumber<ushort>(what),
        3 => reader.ReadNumber<short>(what),
        4 => reader.ReadNumber<uint>(what),
        5 => reader.ReadNumber<int>(what),
        6 => reader.ReadNumber<float>(what),
        7 => ToFlag(reader, reader.ReadNumber<byte>(what), what),
        TextType => reader.ReadText(what),
        10 => reader.ReadNumber<ulong>(what),
        11 => reader.ReadNumber<long>(what),
        12 => reader.ReadNumber<double>(what),
        _ => throw UnknownType(reader, type, what),
    };

    private static object ReadList(GgufReader reader, string what)
    {
        uint type = reader.ReadNumber<uint>(what);
        ulong count = reader.ReadNumber<ulong>(what);
        return type switch
        {
            0 => reader.ReadNumbers<byte>(count, what),
            1 => reader.ReadNumbers<sbyte>(count, what),
            2 => reader.ReadNumbers<ushort>(count, what),
            3 => reader.ReadNumbers<short>(count, what),
            4 => reader.ReadNumbers<uint>(count, what),
            5 => reader.ReadNumbers<int>(count, what),
            6 => reader.ReadNumbers<float>(count, what),
            7 => Array.ConvertAll(reader.ReadNumbers<byte>(count, what), value => ToFlag(reader, value, what)),
            TextType => ReadTexts(reader, count, what),
            ListType => throw new CheckpointException(reader.Path, $"{what}, a list of lists", "a list of numbers or texts"),
            10 => reader.ReadNumbers<ulong>(count, what),
            11 => reader.ReadNumbers<long>(count, what),
            12 => reader.ReadNumbers<double>(count, what),
            _ => throw UnknownType(reader, type, what),
        };
    }

    private static string[] ReadTexts(GgufReader reader, ulong count, string what)
    {
        reader.RequireCount(count, TextLengthBytes, what);
        string[] texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadText(what);
        }

        return texts;
    }

    private static bool ToFlag(GgufReader reader, byte value, string what) => value switch
    {
        0 => false,
        1 => true,
        _ => throw new CheckpointException(reader.Path, $"{what}, the byte {value} as true or false", "0 or 1"),
    };

    private static CheckpointException UnknownType(GgufReader reader, uint type, string what) =>
        new(reader.Path, $"{what} of the unknown type {type}", "a value type from 0 to 12, as GGUF numbers them");
}
