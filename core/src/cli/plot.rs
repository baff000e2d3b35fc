//! The picture of a run: resident memory and files indexed over time, as SVG.
//!
//! Drawn on a transparent ground in colours of middle lightness, so that one picture reads well on light and dark
//! pages alike.

use plotters::prelude::*;
use std::io;
use std::path::Path;

/// One reading of a run.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Sample {
    /// Seconds since the process started.
    pub t: f64,
    /// Resident memory of the process in bytes.
    pub resident: u64,
    /// Bytes of the file tables among it.
    pub tables: u64,
    /// Files indexed so far.
    pub files_done: u32,
}

const SIZE: (u32, u32) = (960, 420);
/// How far the axes go beyond the largest values: room for the key.
const HEADROOM: f64 = 1.45;
const GREY: RGBColor = RGBColor(125, 133, 144);
const BLUE: RGBColor = RGBColor(47, 129, 247);
const TEAL: RGBColor = RGBColor(26, 148, 136);
const ORANGE: RGBColor = RGBColor(217, 119, 36);
const RED: RGBColor = RGBColor(218, 74, 74);

/// Draws the samples, in order of time, with a line at `budget` bytes, into `file`.
///
/// # Errors
/// When there is no sample or the file cannot be written.
pub fn plot(samples: &[Sample], budget: u64, file: &Path) -> io::Result<()> {
    let mut svg = String::new();
    draw(samples, budget, &mut svg).map_err(io::Error::other)?;
    std::fs::write(file, svg)
}

fn draw(samples: &[Sample], budget: u64, svg: &mut String) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let end = samples.last().ok_or("there is nothing to draw: the run gave no sample")?.t.max(0.1);
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let peak = samples.iter().map(|sample| sample.resident).max().unwrap_or_default();
    let files = samples.iter().map(|sample| sample.files_done).max().unwrap_or_default().max(1);

    let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    let top = megabytes(peak.max(budget)) * HEADROOM;
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .right_y_label_area_size(72)
        .build_cartesian_2d(0.0..end, 0.0..top)?
        .set_secondary_coord(0.0..end, 0.0..f64::from(files) * HEADROOM);
    let text = |size: u32| ("sans-serif", size).into_font().color(&GREY);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GREY.mix(0.25))
        .axis_style(GREY)
        .label_style(text(14))
        .axis_desc_style(text(15))
        .x_desc("seconds since the process started")
        .y_desc("MB")
        .y_label_formatter(&|value| format!("{value:.0}"))
        .draw()?;
    chart
        .configure_secondary_axes()
        .axis_style(GREY)
        .label_style(text(14))
        .axis_desc_style(text(15))
        .y_desc("files indexed")
        .y_label_formatter(&|value| format!("{value:.0}"))
        .draw()?;

    let key = |style: ShapeStyle| move |(x, y)| PathElement::new(vec![(x, y), (x + 22, y)], style);
    let resident = samples.iter().map(|sample| (sample.t, megabytes(sample.resident)));
    let line = BLUE.stroke_width(2);
    chart
        .draw_series(AreaSeries::new(resident, 0.0, BLUE.mix(0.15)).border_style(line))?
        .label(format!("resident memory, peak {:.0} MB", megabytes(peak)))
        .legend(key(line));
    let tables = samples.iter().map(|sample| (sample.t, megabytes(sample.tables)));
    let line = TEAL.stroke_width(2);
    chart.draw_series(LineSeries::new(tables, line))?.label("file tables").legend(key(line));
    let line = RED.stroke_width(2);
    let across = [(0.0, megabytes(budget)), (end, megabytes(budget))];
    chart
        .draw_series(LineSeries::new(across, line))?
        .label(format!("budget, {:.0} MB", megabytes(budget)))
        .legend(key(line));
    let done = samples.iter().map(|sample| (sample.t, f64::from(sample.files_done)));
    let line = ORANGE.stroke_width(2);
    chart.draw_secondary_series(LineSeries::new(done, line))?.label("files indexed").legend(key(line));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font(text(14))
        .border_style(TRANSPARENT)
        .draw()?;
    root.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn a_run_is_drawn_with_its_peak_and_budget() {
        let samples: Vec<Sample> = (0..200)
            .map(|index| Sample {
                t: f64::from(index) / 40.0,
                resident: 40_000_000 + u64::from(index % 20) * 2_000_000,
                tables: u64::from(index % 20) * 1_500_000,
                files_done: index * 33,
            })
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.svg");
        plot(&samples, 96_000_000, &file).unwrap();

        let svg = std::fs::read_to_string(file).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        for label in ["resident memory, peak 78 MB", "budget, 96 MB", "files indexed", "file tables"] {
            assert!(svg.contains(label), "{label} is missing");
        }
    }

    #[test]
    fn nothing_to_draw_is_an_error() {
        assert!(plot(&[], 1, Path::new("never.svg")).unwrap_err().to_string().contains("no sample"));
    }
}
