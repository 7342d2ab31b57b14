using System.Text.Json.Serialization;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>The order to read a file, as sent to a reader.</summary>
/// <param name="ProcessorSeconds">The processor time after which the system kills the reader.</param>
internal sealed record ReaderOrder(string Path, string FileName, ReadingOptions Options, int ProcessorSeconds);

[JsonSerializable(typeof(ReaderOrder))]
internal sealed partial class ReaderJson : JsonSerializerContext;
