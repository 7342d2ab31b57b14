using System.Text.Json.Serialization;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>A file to be read, as a reader is told of it.</summary>
/// <param name="ProcessorSeconds">The system ends the reader after so much time on a processor.</param>
internal sealed record ReaderOrder(string Path, string FileName, ReadingOptions Options, int ProcessorSeconds);

[JsonSerializable(typeof(ReaderOrder))]
internal sealed partial class ReaderJson : JsonSerializerContext;
