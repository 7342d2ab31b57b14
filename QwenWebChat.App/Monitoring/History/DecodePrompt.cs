namespace QwenWebChat.App.Monitoring.History;

/// <summary>Decodes a prompt's tokens with the loaded model's tokenizer. Thread-safe.</summary>
internal delegate string DecodePrompt(IReadOnlyList<int> promptIds);
