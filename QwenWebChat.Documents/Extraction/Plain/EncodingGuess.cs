using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>The encoding of a text file.</summary>
/// <param name="Encoding">The encoding, which decodes invalid bytes to U+FFFD.</param>
/// <param name="MarkBytes">The number of bytes of the byte order mark, which are not text.</param>
/// <param name="IsCertain">False if statistics chose it.</param>
internal sealed record EncodingGuess(Encoding Encoding, int MarkBytes, bool IsCertain);
