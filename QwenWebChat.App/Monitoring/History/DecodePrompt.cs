namespace QwenWebChat.App.Monitoring.History;

/// <summary>The text of a prompt's tokens, by the loaded model's tokenizer. Any thread may call it.</summary>
internal delegate string DecodePrompt(IReadOnlyList<int> promptIds);
