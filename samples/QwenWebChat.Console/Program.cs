// A chat in the terminal, with the library alone: dotnet run --project samples/QwenWebChat.Console -- MODEL
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;

if (args is not [string model])
{
    Console.Error.WriteLine("Name a model: a GGUF file, or a folder with config.json.");
    return 2;
}

using InferenceEngine engine = new(new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance);
try
{
    await engine.LoadAsync(model, new InferenceOptions());
}
catch (CheckpointException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

QwenChatClient client = new(engine);
List<ChatMessage> messages = [];
for (string? line = Console.ReadLine(); line is { Length: > 0 }; line = Console.ReadLine())
{
    messages.Add(new ChatMessage(ChatRole.User, line));
    List<ChatResponseUpdate> answer = [];
    await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages))
    {
        Console.Write(update.Text);
        answer.Add(update);
    }

    Console.WriteLine();
    messages.AddMessages(answer);
}

return 0;
