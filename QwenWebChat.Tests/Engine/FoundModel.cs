using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Engine;

/// <summary>A copy of the checkpoint of random weights, of whose files a test changes a key or two.</summary>
internal sealed class FoundModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FoundModel()
    {
        foreach (string file in Directory.EnumerateFiles(UntrainedModel.Folder))
        {
            File.Copy(file, _folder.At(System.IO.Path.GetFileName(file)));
        }
    }

    public string Path => _folder.Path;

    public FoundModel Set(string file, string key, JsonNode? value)
    {
        JsonObject content = JsonNode.Parse(File.ReadAllText(_folder.At(file)))!.AsObject();
        content[key] = value;
        _folder.Write(file, content.ToJsonString());
        return this;
    }

    public FoundModel WithoutRecipe()
    {
        File.Delete(_folder.At(GenerationDefaults.FileName));
        return this;
    }

    public void Dispose() => _folder.Dispose();
}
