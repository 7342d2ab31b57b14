using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Model;

/// <summary>Checkpoints as people have them: what changes nothing is changed in a copy of a fixture, and the numbers stay the reference's.</summary>
public sealed class FoundCheckpointTests
{
    private const double Float32Tolerance = 1e-4; // as the fixtures' README allows
    private const string Index = "model.safetensors.index.json";

    /// <summary>The changes, each with its name.</summary>
    private static readonly Dictionary<string, (string Fixture, Action<TemporaryFolder> Change)> Changes = new()
    {
        ["stale head"] = ("tiny-f16-sharded-tied", folder => Edit(folder, Index, json => json["weight_map"]!["lm_head.weight"] = "model-00002-of-00002.safetensors")),
        ["stale head in a missing shard"] = ("tiny-f16-sharded-tied", folder => Edit(folder, Index, json => json["weight_map"]!["lm_head.weight"] = "model-00003-of-00003.safetensors")),
        ["shards without an index"] = ("tiny-f16-sharded-tied", folder => File.Delete(folder.At(Index))),
        ["a window on no layer"] = ("tiny-f16-sharded-tied", folder => EditConfig(folder, json => (json["use_sliding_window"], json["sliding_window"]) = (true, 64))),
        ["full layers only"] = ("tiny-f16-sharded-tied", folder => EditConfig(folder, json =>
        {
            (json["use_sliding_window"], json["sliding_window"], json["max_window_layers"]) = (true, 64, 0);
            json["layer_types"] = new JsonArray("full_attention", "full_attention", "full_attention");
        })),
        ["another name of the weights"] = ("tiny-bf16", folder => File.Move(folder.At("model.safetensors"), folder.At("fine-tuned.safetensors"))),
        ["no num_key_value_heads"] = ("tiny-bf16", folder => EditConfig(folder, json => json.Remove("num_key_value_heads"))),
        ["no num_key_value_heads, packed"] = ("tiny-gptq", folder => EditConfig(folder, json => json.Remove("num_key_value_heads"))),
        ["linear scaling by 1"] = ("tiny-bf16", folder => EditConfig(folder, json => json["rope_scaling"] = new JsonObject { ["type"] = "linear", ["factor"] = 1.0 })),
        ["dynamic that leaves modules out"] = ("tiny-gptq", folder => EditSettings(folder, json => json["dynamic"] = new JsonObject { ["-:lm_head"] = new JsonObject() })),
        ["auto-round"] = ("tiny-gptq", folder => EditSettings(folder, json => (json["quant_method"], json["packing_format"]) = ("auto-round", "auto_round:auto_gptq"))),
        ["auto-round over AWQ"] = ("tiny-awq", folder => EditSettings(folder, json => (json["quant_method"], json["packing_format"]) = ("auto-round", "auto_round:auto_awq"))),
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void Logits_WhatChangesNothingIsChanged_MatchTheReference(string change)
    {
        string fixture = SharedFixtures.Require(Changes[change].Fixture);
        using TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(fixture))
        {
            File.WriteAllBytes(folder.At(Path.GetFileName(file)), File.ReadAllBytes(file)); // a copy would be read-only too
        }

        Changes[change].Change(folder);
        GoldenFile.Prompt prompt = GoldenFile.Read(fixture).Prompts[1];
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        InferenceOptions exact = new() { DType = "float32", Device = "cpu", Kernels = "reference" };
        using ModelRunner runner = ModelRunner.Load(checkpoint, exact, null, TestContext.Current.CancellationToken);

        float[] logits = new LoneSequence(runner).Run(prompt.Ids).ToArray();

        Assert.InRange(logits.Zip(prompt.Logits, (ours, golden) => Math.Abs(ours - golden)).Max() / prompt.MaxAbsLogit, 0, Float32Tolerance);
    }

    private static void EditSettings(TemporaryFolder folder, Action<JsonObject> edit) =>
        EditConfig(folder, json => edit(json["quantization_config"]!.AsObject()));

    private static void EditConfig(TemporaryFolder folder, Action<JsonObject> edit) => Edit(folder, Qwen2Config.FileName, edit);

    private static void Edit(TemporaryFolder folder, string name, Action<JsonObject> edit)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(folder.At(name)))!.AsObject();
        edit(json);
        folder.Write(name, json.ToJsonString());
    }
}
