using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>The encoding by which a text file's bytes become characters.</summary>
/// <param name="Encoding">The encoding, with U+FFFD for what it does not have.</param>
/// <param name="MarkBytes">Bytes of the byte order mark, which are not text.</param>
/// <param name="IsCertain">False if statistics chose it.</param>
internal sealed record EncodingGuess(Encoding Encoding, int MarkBytes, bool IsCertain);
