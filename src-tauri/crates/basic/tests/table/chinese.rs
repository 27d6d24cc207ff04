//! The same claims in Chinese.

use pothos_model::{Light, SubjectRange};

use crate::case::{Case, case};

pub fn cases() -> Vec<Case> {
    let cases = vec![
        case("Oslo, midsummer evening")
            .taken("2024-06-21T22:30:00", 120)
            .at(59.9139, 10.7522)
            .place("Oslo", "Oslo", "Norway", "NO")
            .has(&["奥斯陆", "挪威", "夏季", "黄金时刻", "日落时分", "深夜"])
            .lacks(&["夜间", "Norway", "summer", "日出时分"])
            .because("夏季", "6月在北回归线以北属于夏季")
            .because("黄金时刻", "太阳位于地平线上")
            .because("日落时分", "太阳位于地平线上，正在落下")
            .because("挪威", "拍摄位置周围的城镇都属于挪威")
            .title("奥斯陆的黄金时刻，2024年夏")
            .says("2024年6月21日 22:30 摄于挪威奥斯陆，正值黄金时刻。"),
        case("Sydney in winter")
            .taken("2024-06-21T13:00:00", 600)
            .at(-33.8688, 151.2093)
            .has(&["冬季", "中午"])
            .because("冬季", "6月在南回归线以南属于冬季")
            .because("中午", "时钟显示 13:00"),
        case("Tromsø in the polar night")
            .taken("2024-12-21T11:44:00", 60)
            .at(69.6492, 18.9553)
            .place("Tromso", "Troms", "Norway", "NO")
            .has(&["极夜", "特罗姆瑟"])
            .lacks(&["夜间", "午夜太阳"]),
        case("Mumbai at night")
            .taken("2024-05-15T23:00:00", 330)
            .at(19.076, 72.8777)
            .has(&["夜间"])
            .because("夜间", "时钟显示 23:00，太阳在地平线下方45°"),
        case("Vienna in the dark of a December evening")
            .taken("2024-12-24T19:05:00", 60)
            .at(48.2, 16.37)
            .has(&["晚上", "天黑后"])
            .lacks(&["傍晚", "夜间"]),
        case("Vienna on a June evening")
            .taken("2024-06-24T19:05:00", 120)
            .at(48.2, 16.37)
            .has(&["傍晚"])
            .lacks(&["晚上", "天黑后"]),
        case("long exposure")
            .facts(|facts| facts.exposure.seconds = Some(4.0))
            .has(&["长曝光"])
            .because("长曝光", "快门时间 4 秒"),
        case("near a town without a Chinese name")
            .taken("2026-06-18T10:00:00", 120)
            .at(60.2, 6.6)
            .place("", "Hordaland", "Norway", "NO")
            .near("Odda", 16)
            .title("Odda 附近的上午，2026年夏")
            .lacks(&["Odda"])
            .says("摄于挪威 Hordaland Odda 附近。"),
        case("a Chinese province")
            .taken("2026-04-18T06:30:00", 480)
            .at(30.25, 120.17)
            .place("Hangzhou", "Zhejiang", "China", "CN")
            .has(&["杭州", "浙江", "中国", "春季", "清晨"])
            .title("杭州的清晨，2026年春")
            .says("摄于中国浙江杭州"),
        case("tungsten").facts(|facts| facts.scene.light = Some(Light::Tungsten)).has(&["钨丝灯光"]),
        case("distant").facts(|facts| facts.scene.subject_range = Some(SubjectRange::Distant)).has(&["远景"]),
        case("a drone").camera("DJI", "FC3170").has(&["无人机"]).because("无人机", "DJI FC3170 是无人机相机"),
        case("a screenshot").named("截屏2024-01-05 10.10.10.png").has(&["屏幕截图"]).title("屏幕截图"),
        case("Windows' screenshot in Chinese")
            .named("屏幕截图 2024-01-05 101010.png")
            .has(&["屏幕截图"])
            .lacks(&["screenshot"]),
        case("colours")
            .colour([60, 110, 200], 55)
            .has(&["蓝色"])
            .because("蓝色", "蓝色占画面的55%")
            .title("无题（蓝色）"),
        case("black and white")
            .figures(|quality| quality.colourfulness = 0)
            .has(&["黑白"])
            .title("无题（黑白）"),
        case("a name in Chinese letters").named("台北夜市.jpg").title("台北夜市"),
        case("a date in the small hours").taken("2026-06-18T02:10:00", None).title("2026年6月18日凌晨"),
    ];
    cases.into_iter().map(Case::in_chinese).collect()
}
