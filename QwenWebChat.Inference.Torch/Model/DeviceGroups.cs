using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Groups the layers of a model that take the same input and are computed as one product on libtorch's device.</summary>
internal static class DeviceGroups
{
    // In load order.
    private static readonly string[][] Groups = [["q_proj", "k_proj", "v_proj"], ["gate_proj", "up_proj"]];

    /// <summary>Returns the name of a joined product of several layers.</summary>
    /// <param name="names">The layer names, such as <c>model.layers.0.mlp.gate_proj</c>.</param>
    public static string NameOf(IReadOnlyList<string> names) => string.Join('+', names);

    /// <summary>
    /// Returns the layers whose joined product is complete once this one is loaded: the group that it is the last
    /// member of, or only itself; null for other members of a group.
    /// </summary>
    public static IReadOnlyList<string>? CompletedBy(string name)
    {
        int dot = name.LastIndexOf('.') + 1;
        string[]? group = Array.Find(Groups, group => group.Contains(name[dot..]));
        return group is null ? [name] : name[dot..] == group[^1] ? [.. group.Select(part => name[..dot] + part)] : null;
    }
}
